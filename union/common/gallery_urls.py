"""The gallery's addresses, included by union.urls only when DEBUG."""

from django.urls import path

from union.common.views import gallery

urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("reveal/", gallery.reveal, name="gallery_reveal"),
    path("picker/", gallery.picker, name="gallery_picker"),
]
