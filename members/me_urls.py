"""URLs of 我的资料."""

from django.urls import path

from members.views import me

app_name = "me"
urlpatterns = [
    path("", me.MeView.as_view(), name="home"),
    path("corrections/", me.MyCorrectionsView.as_view(), name="corrections"),
    path("corrections/<int:pk>/withdraw/", me.withdraw_correction, name="correction_withdraw"),
    path("consents/", me.MyConsentsView.as_view(), name="consents"),
    path("consents/give/<int:notice>/", me.give_consent, name="consent_give"),
    path("consents/<int:pk>/withdraw/", me.withdraw_consent, name="consent_withdraw"),
    path("export/", me.export_me, name="export"),
]
