"""Figures: pure functions from tables to matplotlib Figures.

Nothing here reads a file, computes a statistic or uses pyplot. Every figure is drawn at the size in pixels at which
it is shown; ``to_png`` turns it into an image.
"""

from wijkdata.plots.alike import Row as Row
from wijkdata.plots.alike import plot_alike as plot_alike
from wijkdata.plots.common_ground import plot_common_ground as plot_common_ground
from wijkdata.plots.delay import plot_delay as plot_delay
from wijkdata.plots.findings import finding as finding
from wijkdata.plots.maps import plot_map as plot_map
from wijkdata.plots.overview import page_count as page_count
from wijkdata.plots.overview import plot_overview as plot_overview
from wijkdata.plots.pace import plot_pace as plot_pace
from wijkdata.plots.peers import plot_peers as plot_peers
from wijkdata.plots.peers import standing as standing
from wijkdata.plots.series import Reference as Reference
from wijkdata.plots.series import plot_series as plot_series
from wijkdata.plots.style import MARKS as MARKS
from wijkdata.plots.style import state_text as state_text
from wijkdata.plots.style import to_png as to_png
