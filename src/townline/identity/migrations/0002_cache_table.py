"""The table of the shared cache: limits and totals that every web process must agree on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_first")]

    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE UNLOGGED TABLE townline_cache"
                " (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX townline_cache_expires ON townline_cache (expires)",
            ],
            reverse_sql=["DROP TABLE townline_cache"],
        ),
    ]
