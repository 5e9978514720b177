"""URLs of notices, articles, honours, rules and the work record."""

from django.urls import path

from events.views import (
    archive,
    articles,
    documents,
    homebuilding,
    honour_register,
    honours,
    notices,
    records,
)
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
    # rules and documents
    path("rules/", documents.library, name="library_rules"),
    path("documents/", ledger_page("documents"), name="document_list"),
    path("documents/new/", documents.DocumentFormView.as_view(), name="document_create"),
    path("documents/<int:pk>/", documents.DocumentView.as_view(), name="document_detail"),
    path("documents/<int:pk>/edit/", documents.DocumentFormView.as_view(), name="document_edit"),
    path("documents/<int:pk>/confirm/", documents.document_confirm, name="document_confirm"),
    path("documents/<int:pk>/readers/", documents.document_readers, name="document_readers"),
    path("documents/<int:pk>/ask/", documents.document_ask, name="document_ask"),
    # the work record
    path("archive/", archive.overview, name="archive"),
    path("archive/items/", ledger_page("archive"), name="archive_list"),
    path("archive/items/<int:pk>/", archive.item, name="archive_detail"),
    path("archive/items/<int:pk>/out/", archive.TakeOutView.as_view(), name="archive_take_out"),
    path("archive/classes/new/", archive.ClassView.as_view(), name="archive_class_create"),
    path("archive/classes/<int:pk>/", archive.ClassView.as_view(), name="archive_class_edit"),
    path("archive/<int:pk>/records/", archive.pick, name="archive_pick"),
    path("archive/<int:pk>/file/", archive.file_records, name="archive_file"),
    path("archive/<int:pk>/paper/", archive.PaperView.as_view(), name="archive_paper"),
    # 职工之家
    path("homes/", ledger_page("home_checks"), name="home_check_list"),
    path("homes/new/", homebuilding.HomeCheckCreateView.as_view(), name="home_check_create"),
    path("homes/<int:pk>/", homebuilding.HomeCheckView.as_view(), name="home_check_detail"),
    path("homes/<int:pk>/<slug:key>/", homebuilding.HomeScoreView.as_view(), name="home_score"),
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
