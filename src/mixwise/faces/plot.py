"""What is on board, drawn in a terminal with plotext: the least and the most of each part, up to some hours from now."""

from __future__ import annotations

from mixwise.engine.types import Assessment
from mixwise.errors import UsageError
from mixwise.guide.timeline import timeline
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge

HEIGHT = 18


def plot(assessment: Assessment, knowledge: Knowledge, columns: int, *, colour: bool) -> str:
    """The picture as text. Raises UsageError where no time was told or plotext is not installed."""
    desk = Desk(knowledge)
    found = timeline(assessment, knowledge)
    if found is None:
        raise UsageError('nothing to draw: say when something was taken, such as "NAME 2h ago" or "NAME yesterday"')
    try:
        import plotext  # type: ignore[import-untyped]
    except ImportError as error:
        raise UsageError("drawing needs plotext: pip install 'mixwise[text]'") from error
    figure = plotext.figure
    figure.clear()
    for band in found.bands:
        label = band.name.replace("_", " ")
        hours = [hour for hour, _, _ in band.points]
        for which, shares in (("at_most", [p[2] for p in band.points]), ("at_least", [p[1] for p in band.points])):
            line = figure.signal(hours, [100 * share for share in shares], marker="braille")
            line.lines(True)
            line.label(f"{label}, {desk.say('board.' + which)}")
            figure.draw(line)
    figure.line(0.0, orientation=1)
    figure.label(desk.say("board.axis_time"), "x")
    figure.label(desk.say("board.axis_share"), "y")
    figure.plot_size(min(columns, 100), HEIGHT)
    text = str(figure.build())
    return f"{text if colour else plotext.uncolorize(text)}\n{desk.say('board.not_over')}\n"
