"""Targets, baselines, and what a soil needs to reach them."""

from fourpermille.assessment.requirement import required_input
from fourpermille.assessment.results import requirement
from fourpermille.assessment.target import Target
from fourpermille.assessment.trial import Measurements, Series, trial

__all__ = ["Measurements", "Series", "Target", "required_input", "requirement", "trial"]
