"""Bookings of a venue exclude each other (PostgreSQL); rule sets of suggestions and loans; repeatable.

The ranges of two integers stand in for equality of the venue, so that no extension is needed.
"""

from django.db import migrations

from union.common import shipped

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


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("events", "0009_rooms"), ("common", "0003_shipped_data")]
    operations = [
        migrations.RunPython(exclude, include),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
