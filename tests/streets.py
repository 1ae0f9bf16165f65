"""What tests of streets that change have in common."""

UNHEARD = "示例：只在测试里改街道，没有可问的"  # why no street was asked: a change says so, or names the file in which they were heard
