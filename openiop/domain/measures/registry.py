"""Every questionnaire this version ships."""

from __future__ import annotations

from .cssrs_screener import CSSRS_SCREENER
from .daily_checkin import DAILY_CHECKIN
from .gad_7 import GAD_7
from .group_checkout import GROUP_CHECKOUT
from .instrument import Instrument
from .phq_9 import PHQ_9

INSTRUMENTS: dict[str, Instrument] = {
    instrument.id: instrument
    for instrument in (PHQ_9, GAD_7, CSSRS_SCREENER, DAILY_CHECKIN, GROUP_CHECKOUT)
}


class UnknownInstrument(KeyError):
    """No questionnaire with this id is shipped."""

    def __str__(self) -> str:
        return str(self.args[0])


def instrument(instrument_id: str) -> Instrument:
    """The questionnaire with this id."""
    try:
        return INSTRUMENTS[instrument_id]
    except KeyError:
        shipped = ", ".join(INSTRUMENTS)
        raise UnknownInstrument(
            f"no questionnaire {instrument_id!r}; there are: {shipped}"
        ) from None
