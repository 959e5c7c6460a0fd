"""The contract on every engine."""

from __future__ import annotations

from tests.search.engines import contract


class TestMatching(contract.MatchingContract):
    pass


class TestFacets(contract.FacetContract):
    pass


class TestAlphabet(contract.AlphabetContract):
    pass


class TestPlans(contract.PlanContract):
    pass


class TestWriting(contract.WritingContract):
    pass


class TestService(contract.ServiceContract):
    pass
