"""What those see who watch: figures, health, logs and traces."""

import json
import pathlib
import re
import time

import requests
from prometheus_client.parser import text_string_to_metric_families

from conftest import System

DEPLOY = pathlib.Path(__file__).parents[2] / "examples/deploy"


def server_figures(system):
    """Where the server's figures are, as its log says."""
    lines = map(json.loads, system.server.log.read_text().splitlines())
    return next(line["address"] for line in lines if "/metrics" in line.get("address", "")).removesuffix("/metrics")


def figures(url):
    answer = requests.get(url + "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return {family.name: family for family in text_string_to_metric_families(answer.text)}


def draw(url, headers=None, **wish):
    job = requests.post(url + "/api/jobs", json={"steps": 4, "seed": "7"} | wish, headers=headers).json()
    requests.get(url + job["events"])
    return job


def test_figures_of_the_gateway(system):
    draw(system.url)
    families = figures(system.url)
    requests_ = families["reverie_gateway_request_seconds"]
    assert requests_.type == "histogram"
    routes = {sample.labels["route"] for sample in requests_.samples}
    assert "/api/jobs" in routes and "/api/jobs/{id}/events" in routes
    for name in ["reverie_gateway_server_up", "reverie_memory_bytes"]:
        assert families[name].type == "gauge" and families[name].samples[0].value > 0
    assert families["reverie_gateway_previews_sent"].type == "counter"


def test_buckets_only_grow(system):
    draw(system.url)
    rows = {}
    for sample in figures(system.url)["reverie_gateway_request_seconds"].samples:
        if sample.name.endswith("_bucket"):
            key = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
            rows.setdefault(key, []).append((float(sample.labels["le"]), sample.value))
    for counts in rows.values():
        assert [value for _, value in sorted(counts)] == sorted(value for _, value in counts)


def test_figures_of_the_server(tmp_path):
    system = System(tmp_path, server_options=["--metrics-port", "0"])
    try:
        url = server_figures(system)
        draw(system.url)
        deadline = time.monotonic() + 60
        while "reverie_memory_bytes" not in (families := figures(url)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert families["reverie_step_seconds"].type == "histogram"
        assert families["reverie_job_seconds"].type == "histogram"
        outcomes = {s.labels["outcome"]: s.value for s in families["reverie_jobs_ended"].samples}
        assert outcomes["finished"] == 1
        for name in ["reverie_jobs_queued", "reverie_jobs_running"]:
            assert families[name].type == "gauge"
        for name in ["reverie_previews_sent", "reverie_previews_replaced"]:
            assert families[name].type == "counter"
        assert requests.get(url + "/healthz").status_code == 200
        assert requests.get(url + "/readyz").status_code == 200
    finally:
        system.stop()


def test_health_means_it(tmp_path):
    system = System(tmp_path)
    try:
        assert requests.get(system.url + "/healthz").json() == {"gateway": "ok", "catalogue": "ok", "server": "ok"}
        system.server.stop()
        deadline = time.monotonic() + 60
        while (answer := requests.get(system.url + "/readyz")).status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert answer.status_code == 503 and answer.json()["server"] == "away"
        assert requests.get(system.url + "/healthz").status_code == 200
    finally:
        system.gateway.stop()


def test_a_trace_goes_through_to_the_servers_log(system):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = requests.post(
        system.url + "/api/jobs", json={"steps": 2}, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert answer.headers["traceresponse"].startswith(f"00-{trace}-")
    requests.get(system.url + answer.json()["events"])
    lines = [json.loads(line) for line in system.server.log.read_text().splitlines()]
    of_job = [line for line in lines if line.get("job") == answer.json()["id"]]
    assert of_job and all(trace in line["trace"] for line in of_job if "trace" in line)
    assert any("trace" in line for line in of_job)


def test_the_dashboard_asks_for_what_there_is(tmp_path):
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    asked = {
        re.sub("_(bucket|count|sum|total)$", "", name)
        for panel in dashboard["panels"] for target in panel["targets"]
        for name in re.findall(r"reverie_\w+", target["expr"])}
    system = System(tmp_path, server_options=["--metrics-port", "0"])
    try:
        url = server_figures(system)
        draw(system.url)
        deadline = time.monotonic() + 60
        while asked - set(there := figures(url) | figures(system.url)):
            assert time.monotonic() < deadline, asked - set(there)
            time.sleep(0.2)
    finally:
        system.stop()
