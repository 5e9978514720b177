"""URLs of the import pages."""

from django.urls import path

from union.imports.views import batches

app_name = "imports"
urlpatterns = [
    path("", batches.home, name="home"),
    path("<slug:key>/", batches.kind_home, name="kind_home"),
    path("<slug:key>/template/", batches.template, name="template"),
    path("batches/<int:pk>/", batches.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/rows/<int:number>/", batches.batch_row, name="batch_row"),
    path("batches/<int:pk>/errors/", batches.batch_errors, name="batch_errors"),
    path("batches/<int:pk>/check/", batches.batch_check, name="batch_check"),
    path("batches/<int:pk>/columns/", batches.batch_columns, name="batch_columns"),
    path("batches/<int:pk>/values/", batches.batch_values, name="batch_values"),
    path("batches/<int:pk>/confirm/", batches.batch_confirm, name="batch_confirm"),
    path("batches/<int:pk>/undo/", batches.batch_undo, name="batch_undo"),
    path("batches/<int:pk>/discard/", batches.batch_discard, name="batch_discard"),
]
