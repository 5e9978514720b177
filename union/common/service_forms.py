"""A model form that only reads: labels, widgets and types are the model's, the service checks and writes."""

from __future__ import annotations

from django import forms


class ServiceModelForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes none at run time
    """Leaves the instance as it was read from the database.

    A ModelForm copies what was typed into its instance and runs the model's constraints. Here the service
    compares the stored row with ``cleaned_data``, and says in its own words what is wrong.
    """

    def _post_clean(self) -> None:
        """Neither copy to the instance nor check constraints."""
