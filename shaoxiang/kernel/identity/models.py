from __future__ import annotations

from django.db import models
from django.db.models import Q


class VaultRecord(models.Model):
    """个人信息: one person's data as given for one purpose, sealed. Found by phone or id number through keyed digests only."""

    sealed = models.BinaryField("密文")
    key_version = models.PositiveSmallIntegerField("密钥版本")
    phone_index = models.CharField("电话检索值", max_length=64, blank=True)
    id_index = models.CharField("证件检索值", max_length=64, blank=True)
    purpose = models.CharField("收集目的", max_length=40)
    created_at = models.DateTimeField("收集时间")
    blur_after = models.DateTimeField("保存至", null=True, blank=True)
    blurred_at = models.DateTimeField("清除时间", null=True, blank=True)
    restricted_at = models.DateTimeField("停止使用时间", null=True, blank=True)  # kept, and used for nothing else (个人信息保护法 第四十七条)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息"
        db_table = "identity_vault"
        constraints = [
            models.CheckConstraint(name="vault_blurred_is_empty", condition=Q(blurred_at__isnull=True) | Q(phone_index="", id_index="")),
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="vault_phone", condition=~Q(phone_index="")),
            models.Index(fields=["id_index"], name="vault_id", condition=~Q(id_index="")),
            models.Index(fields=["blur_after"], name="vault_term", condition=Q(blur_after__isnull=False, blurred_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def bound_to(self) -> str:
        return f"{self.purpose}|{self.phone_index}|{self.id_index}"


class Disclosure(models.Model):
    """查看记录: someone saw plain personal data. The reason stays here; the journal holds its digest."""

    record = models.ForeignKey(VaultRecord, models.PROTECT, verbose_name="个人信息", related_name="disclosures")
    assignment_id = models.BigIntegerField("任职", null=True, blank=True)
    matter_id = models.BigIntegerField("事项")
    fields = models.JSONField("字段")
    reason = models.CharField("事由", max_length=200)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        db_table = "identity_disclosure"
        indexes = [models.Index(fields=["matter_id", "at"], name="disclosure_matter"), models.Index(fields=["at"], name="disclosure_at")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.at:%F}"


class PhoneCode(models.Model):
    """短信验证码: sent to a telephone to see that whoever asks holds it. Neither the number nor the code is stored."""

    phone_index = models.CharField("电话检索值", max_length=64)
    digest = models.CharField("验证码摘要", max_length=64)
    sent_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("用掉的时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信验证码"
        db_table = "identity_phone_code"
        indexes = [models.Index(fields=["phone_index", "-sent_at"], name="phone_code_latest"), models.Index(fields=["sent_at"], name="phone_code_old")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.sent_at:%F %R}"
