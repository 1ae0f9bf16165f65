"""Features, the model and its file, training, figures. All pure; training alone needs scikit-learn, and imports it when asked to train."""

from shaoxiang.learning.rules.model import Answer, Model, ModelRefused, digest_of, packed, unpacked

__all__ = ["Answer", "Model", "ModelRefused", "digest_of", "packed", "unpacked"]
