"""URLs of the organisation; included at the root."""

from django.urls import path

from union.organisation.views import bodies, officers, units, visibility

app_name = "organisation"
urlpatterns = [
    path("organisation/", units.TreeView.as_view(), name="tree"),
    path("organisation/profile/", bodies.ProfileEditView.as_view(), name="profile_edit"),
    path("organisation/bodies/", bodies.BodyListView.as_view(), name="body_list"),
    path("organisation/bodies/<int:pk>/", bodies.BodyEditView.as_view(), name="body_edit"),
    path("organisation/rights/", visibility.matrix, name="rights_matrix"),
    path("organisation/officers/", officers.OfficerListView.as_view(), name="officer_list"),
    path("organisation/officers/<int:pk>/", officers.OfficerDetailView.as_view(), name="officer_detail"),
    path("organisation/officers/<int:pk>/end/", officers.EndOfficeView.as_view(), name="office_end"),
    path("organisation/officers/give/", officers.OfficeChoiceView.as_view(), name="office_choice"),
    path("organisation/officers/give/<slug:office>/", officers.GiveOfficeView.as_view(), name="office_give"),
    path("organisation/people/add/", officers.PersonAddView.as_view(), name="person_add"),
    path("organisation/people/search/", officers.person_options, name="person_options"),
    path("organisation/<slug:kind>/new/", units.UnitOpenView.as_view(), name="unit_open"),
    path("organisation/<slug:kind>/<int:pk>/", units.UnitDetailView.as_view(), name="unit_detail"),
    path("organisation/<slug:kind>/<int:pk>/<slug:step>/", units.UnitStepView.as_view(), name="unit_step"),
    path("who-may-see/<slug:kind>/<int:pk>/", visibility.who_may_see, name="who_may_see"),
]
