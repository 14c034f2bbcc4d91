"""Figures: functions from tables to matplotlib Figures."""
