"""URLs of notices, articles, honours, rules and the work record."""

from django.urls import path

from events.views import articles, honour_register, honours, notices, records
from union.ledgers.views import ledger_page

urlpatterns = [
    path("files/<uuid:file>/remove/", records.file_remove, name="file_remove"),
    # notices
    path("news/", notices.news, name="news"),
    path("notices/", ledger_page("bulletins"), name="bulletin_list"),
    path("notices/new/", notices.BulletinFormView.as_view(), name="bulletin_create"),
    path("notices/<int:pk>/", notices.BulletinView.as_view(), name="bulletin_detail"),
    path("notices/<int:pk>/edit/", notices.BulletinFormView.as_view(), name="bulletin_edit"),
    path("notices/<int:pk>/confirm/", notices.bulletin_confirm, name="bulletin_confirm"),
    path("notices/<int:pk>/readers/", notices.bulletin_readers, name="bulletin_readers"),
    path("notices/<int:pk>/ask/", notices.bulletin_ask, name="bulletin_ask"),
    # articles
    path("articles/", ledger_page("articles"), name="article_list"),
    path("placements/", ledger_page("placements"), name="placement_list"),
    path("articles/new/", articles.ArticleFormView.as_view(), name="article_create"),
    path("articles/<int:pk>/", articles.ArticleView.as_view(), name="article_detail"),
    path("articles/<int:pk>/edit/", articles.ArticleFormView.as_view(), name="article_edit"),
    path("articles/<int:pk>/placements/new/", articles.PlacementView.as_view(), name="placement_create"),
    path("correspondents/", articles.CorrespondentsView.as_view(), name="correspondents"),
    path("correspondents/<int:pk>/end/", articles.correspondent_end, name="correspondent_end"),
    # honours
    path("programmes/", ledger_page("honour_programmes"), name="programme_list"),
    path("programmes/new/", honours.ProgrammeFormView.as_view(), name="programme_create"),
    path("programmes/year/", honours.ProgrammeYearView.as_view(), name="programme_year"),
    path("programmes/<int:pk>/", honours.ProgrammeView.as_view(), name="programme_detail"),
    path("programmes/<int:pk>/edit/", honours.ProgrammeFormView.as_view(), name="programme_edit"),
    path("programmes/<int:pk>/nominate/", honours.NominateView.as_view(), name="nominate"),
    path("programmes/<int:pk>/vote/", honours.programme_vote, name="programme_vote"),
    path("programmes/<int:pk>/choose/", honours.programme_choose, name="programme_choose"),
    path("nominations/", ledger_page("honour_nominations"), name="nomination_list"),
    path("nominations/<int:pk>/", honours.NominationView.as_view(), name="nomination_detail"),
    path("honours/", ledger_page("honours"), name="honour_list"),
    path("honours/mine/", honour_register.honour_mine, name="honour_mine"),
    path("honours/new/", honour_register.HonourFormView.as_view(), name="honour_create"),
    path("honours/<int:pk>/", honour_register.honour_detail, name="honour_detail"),
    path("honours/<int:pk>/edit/", honour_register.HonourFormView.as_view(), name="honour_edit"),
    path("honours/<int:pk>/revoke/", honour_register.HonourRevokeView.as_view(), name="honour_revoke"),
    path("honours/<int:pk>/certificate/", honour_register.honour_certificate, name="honour_certificate"),
]
