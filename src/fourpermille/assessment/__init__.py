"""Targets, baselines, and what a soil needs to reach them."""

from fourpermille.assessment.requirement import required_input
from fourpermille.assessment.results import requirement
from fourpermille.assessment.target import Target
from fourpermille.assessment.trial import trial
from fourpermille.assessment.trial_series import Measurements, Series

__all__ = ["Measurements", "Series", "Target", "required_input", "requirement", "trial"]
