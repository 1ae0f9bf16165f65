from shaoxiang.institutions.forms.deputies import DeputyForm, EndDeputyForm
from shaoxiang.institutions.forms.people import AccountForm, AreaForm, HandoverForm, PasswordForm, SignInForm

__all__ = ["AccountForm", "AreaForm", "DeputyForm", "EndDeputyForm", "HandoverForm", "PasswordForm", "SignInForm"]
