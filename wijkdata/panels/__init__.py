"""The screens: per step a panel of widgets over one shared model."""
