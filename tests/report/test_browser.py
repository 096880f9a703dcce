"""The page in a real browser at three widths; skipped where no Chromium is installed."""

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path

import pytest
import xarray as xr

from fourpermille.report import write_report

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Reads the page in a frame of each width: how wide it is, what stands out, how large letters are.
MEASURE = """
const found = [...document.querySelectorAll('iframe')].map(frame => {
  const page = frame.contentDocument, root = page.documentElement;
  const seen = [...page.querySelectorAll('body *')].filter(e => e.getClientRects().length);
  const shown = e => {
    const svg = e.ownerSVGElement;
    const zoom = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    return parseFloat(frame.contentWindow.getComputedStyle(e).fontSize) * zoom;
  };
  return {
    width: root.clientWidth, content: root.scrollWidth,
    drawings: page.querySelectorAll('figure').length,
    visible: seen.filter(e => e.tagName === 'svg').length,
    smallest: Math.min(...seen.filter(e => e.textContent.trim() && !e.children.length).map(shown)),
  };
});
document.getElementById('out').textContent = JSON.stringify(found);
"""


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("name", ["world", "fields", "points", "trial"])
def test_pages_fit_phones_tablets_and_desks(
    name: str, options: dict, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    results: xr.Dataset = request.getfixturevalue(name)
    (path,) = write_report(results, **options, pdf=False)
    page = escape(path.read_text(encoding="utf-8"))
    frames = "".join(
        f'<iframe srcdoc="{page}" style="width:{width}px;height:900px;border:0"></iframe>'
        for width in (360, 768, 1280)
    )
    outer = tmp_path / "outer.html"
    script = f"<script>addEventListener('load', () => {{{MEASURE}}});</script>"
    outer.write_text(f'<!doctype html>{frames}<pre id="out"></pre>{script}', encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    seen = subprocess.run([*command, outer.as_uri()], capture_output=True, text=True, timeout=120)
    answer = re.search(r'<pre id="out">(.*?)</pre>', seen.stdout)
    assert answer, seen.stderr
    for found in json.loads(unescape(answer[1])):
        assert found["content"] <= found["width"]
        assert found["visible"] == found["drawings"]
        assert found["smallest"] >= 11.9  # 9 points
