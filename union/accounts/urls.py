"""URLs under /accounts/."""

from django.urls import path

from union.accounts.views import administration, login, second_factor, security

app_name = "accounts"
urlpatterns = [
    path("login/", login.LoginView.as_view(), name="login"),
    path("logout/", login.logout, name="logout"),
    path("code/", login.CodeView.as_view(), name="second_factor_verify"),
    path("password/", login.PasswordChangeView.as_view(), name="password_change"),
    path("security/", security.SecurityView.as_view(), name="security"),
    path("security/sessions/end-others/", security.end_other_sessions, name="other_sessions_end"),
    path("security/sessions/<slug:handle>/end/", security.end_session, name="session_end"),
    path("second-factor/", second_factor.SetupView.as_view(), name="second_factor_setup"),
    path("second-factor/begin/", second_factor.begin, name="second_factor_begin"),
    path("second-factor/codes/", second_factor.RenewCodesView.as_view(), name="second_factor_codes"),
    path("second-factor/off/", second_factor.SwitchOffView.as_view(), name="second_factor_off"),
    path("users/", administration.UserListView.as_view(), name="user_list"),
    path("users/new/", administration.UserCreateView.as_view(), name="user_create"),
    path("users/<int:pk>/", administration.UserDetailView.as_view(), name="user_detail"),
    path("users/<int:pk>/phone/", administration.UserPhoneView.as_view(), name="user_phone"),
    path("users/<int:pk>/reset-password/", administration.reset_password, name="user_reset_password"),
    path("users/<int:pk>/<slug:action>/", administration.act, name="user_action"),
]
