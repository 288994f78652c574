import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_first"),
        ("requests", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                (
                    "api_key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="identity.apikey",
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("uses", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PostedUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("update_id", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "api_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.apikey"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="requests.timelineentry",
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="requests.servicerequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("api_key", "update_id"), name="posted_update_once")
                ],
            },
        ),
        # Counts of uses may be forgotten by a crash, and then need no write to the log at each call.
        migrations.RunSQL(
            "ALTER TABLE channels_keyuse SET UNLOGGED", "ALTER TABLE channels_keyuse SET LOGGED"
        ),
    ]
