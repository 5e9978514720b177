"""The design system's Python side: one plain function per component, registered by templatetags/ui.py."""
