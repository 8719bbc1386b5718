"""Answers on short texts are kept, and those on long ones are not."""

from __future__ import annotations

from store.period import plain_dates
from store.remembered import remembered
from store.sentences import plain_sentence, sentences


def test_short_texts_are_asked_for_once_and_long_ones_each_time():
    asked = []

    @remembered
    def length(text):
        asked.append(text)
        return len(text)

    long = "长" * 10_000
    assert [length("短句"), length("短句"), length(long), length(long)] == [2, 2, 10_000, 10_000]
    assert asked == ["短句", long, long]


def test_few_answers_are_kept():
    asked = []

    @remembered
    def echo(text):
        asked.append(text)
        return text

    texts = [f"第{number}句" for number in range(2_000)]
    assert list(map(echo, texts)) == texts
    # The first one was forgotten long ago.
    assert echo(texts[0]) == texts[0]
    assert len(asked) == len(texts) + 1


def test_long_paragraphs_are_read_like_short_ones():
    long = "收到申请１,２００件（另附）。" * 500
    found = sentences(long)
    assert len(found) == 500
    assert set(map(plain_sentence, found)) == {"收到申请1200件。"}
    assert plain_dates("二〇二三年 １ 月" * 1_000) == "2023年1月" * 1_000
