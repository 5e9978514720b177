"""Bookings of a venue exclude each other (PostgreSQL).

The ranges of two integers stand in for equality of the venue, so that no extension is needed.
"""

from django.db import migrations

CONSTRAINT = """
ALTER TABLE events_booking ADD CONSTRAINT events_booking_no_overlap EXCLUDE USING gist (
    int8range(venue_id, venue_id, '[]') WITH &&, tstzrange(starts_at, ends_at, '[)') WITH &&
) WHERE (state = 'booked')
"""


def exclude(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CONSTRAINT)


def include(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE events_booking DROP CONSTRAINT events_booking_no_overlap")


class Migration(migrations.Migration):
    replaces = [("events", "0010_rooms_bookings")]
    dependencies = [("events", "0001_tables")]
    operations = [migrations.RunPython(exclude, include)]
