"""All URLs of the product plus the gallery, which is otherwise there in development only."""

from django.urls import include, path

from union.urls import urlpatterns as product

urlpatterns = [path("gallery/", include("union.common.gallery_urls"))]
urlpatterns += [pattern for pattern in product if str(pattern.pattern) != "gallery/"]
