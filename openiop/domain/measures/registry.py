"""Every questionnaire this version ships."""

from __future__ import annotations

from .asq import ASQ
from .audit_c import AUDIT_C
from .b_ipf import B_IPF
from .brs import BRS
from .cgi import CGI
from .core_10 import CORE_10
from .cssrs_screener import CSSRS_SCREENER
from .daily_checkin import DAILY_CHECKIN
from .ders_16 import DERS_16
from .gad_2 import GAD_2
from .gad_7 import GAD_7
from .group_checkout import GROUP_CHECKOUT
from .hark import HARK
from .hrqol_4 import HRQOL_4
from .instrument import Instrument
from .itq import ITQ
from .lec_5 import LEC_5
from .noms_mid import NOMS_MID
from .noms_perception_of_care import NOMS_PERCEPTION_OF_CARE
from .pc_ptsd_5 import PC_PTSD_5
from .pcl_5 import PCL_5
from .pcl_5_week import PCL_5_WEEK
from .phq_2 import PHQ_2
from .phq_9 import PHQ_9
from .rses import RSES
from .scs_sf import SCS_SF
from .taps_1 import TAPS_1
from .ucla_3 import UCLA_3
from .who_5 import WHO_5

INSTRUMENTS: dict[str, Instrument] = {
    instrument.id: instrument
    for instrument in (
        *(PHQ_9, PHQ_2, GAD_7, GAD_2, CORE_10),
        *(PC_PTSD_5, LEC_5, PCL_5, PCL_5_WEEK, ITQ),
        *(DERS_16, CSSRS_SCREENER, ASQ, AUDIT_C, TAPS_1, HARK),
        *(B_IPF, HRQOL_4, WHO_5, RSES, SCS_SF, BRS, UCLA_3),
        *(CGI, NOMS_PERCEPTION_OF_CARE, NOMS_MID, DAILY_CHECKIN, GROUP_CHECKOUT),
    )
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
