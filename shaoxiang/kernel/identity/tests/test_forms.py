import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from shaoxiang.kernel.identity.forms import CitizenIdField, PhoneField


def test_numbers_arrive_as_they_are_compared():
    assert PhoneField().clean("１３９-0000 0000") == "13900000000"
    assert PhoneField(required=False).clean("") == ""
    assert CitizenIdField().clean(" 150104208908291677 ") == "150104208908291677"


@pytest.mark.parametrize(("field", "typed"), [(PhoneField(), "1390000"), (CitizenIdField(), "150104208908291671")])
def test_a_wrong_number_is_refused_without_being_repeated(field, typed):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as caught:
        field.clean(typed)
    assert typed not in str(caught.value)
    assert "请" in str(caught.value)
