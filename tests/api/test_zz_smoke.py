import pytest
from tests.api.town import found_town
@pytest.fixture
def town(db): return found_town()
def show(r): print(r.status_code, dict(r.headers)); print(r.content.decode()[:3000]); print()
def test_all(town, client):
    for f in ("json","xml"):
        for u in (f"discovery.{f}", f"v2/services.{f}", f"v2/services/pothole.{f}", f"v2/requests.{f}", f"v2/requests/x.{f}", f"v2/tokens/x.{f}", f"v2/servicerequestupdates.{f}", f"nothing.{f}", f"v2/services.html"):
            show(client.get("/open311/"+u))
        r = client.post(f"/open311/v2/requests.{f}", {"api_key": town.secret, "service_code":"pothole", "lat":"42.1","long":"-71.2","attribute[size]":"small","attribute[plate]":"X","description":"Hole <b>here</b> & there","email":"a@b.example","first_name":"Ann"})
        show(r)
        r = client.post(f"/open311/v2/requests.{f}", {"service_code":"pothole"}); show(r)
        r = client.post(f"/open311/v2/requests.{f}", {"api_key": town.secret,"service_code":"pothole"}); show(r)
        show(client.get(f"/open311/v2/requests.{f}"))
        show(client.get(f"/open311/v2/requests.{f}?extensions=true&page=1&page_size=1"))
    show(client.get("/health/live")); show(client.get("/health/ready"))
