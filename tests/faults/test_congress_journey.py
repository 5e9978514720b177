"""The whole congress in the browser: from an empty database with the real roster to the archived motion."""

from tests.browser import journey_congress as congress
from tests.browser import journey_motions as motions
from tests.browser import journey_setup as hospital
from tests.browser import journey_votes as votes
from tests.browser.journey import Journey
from tests.browser.steps import faults

PRESENT = 7  # of nine delegates; six are a quorum


def test_from_an_empty_database_to_an_archived_motion(new_page, transactional_db):
    journey, delegates = Journey(new_page), congress.Delegates()
    hospital.administrators(journey)
    hospital.officers(journey)
    hospital.registry(journey)

    congress.term(journey)
    congress.election(journey, delegates)
    congress.other_delegates(journey, delegates)
    congress.panel(journey, delegates)
    congress.session(journey)
    congress.quorum(journey, delegates, PRESENT)

    votes.by_hand(journey, delegates, PRESENT)
    votes.secret(journey, delegates, PRESENT)
    votes.election(journey, delegates, PRESENT)
    votes.appraisal(journey, delegates, PRESENT, new_page)

    motions.departments(journey, delegates)
    motions.motions(journey, delegates)
    assert faults(journey.at("gh01")) == []
