from shaoxiang.institutions.forms.people import AccountForm, AreaForm, HandoverForm, PasswordForm, SignInForm

__all__ = ["AccountForm", "AreaForm", "HandoverForm", "PasswordForm", "SignInForm"]
