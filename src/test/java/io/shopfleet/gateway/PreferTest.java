package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wait=5 | 5",
                "WAIT = 5 | 5",
                "wait=\"5\" | 5",
                "respond-async, wait=10 | 10",
                "wait=10, wait=20 | 10",
                "wait=7; because=\"a, wait=9\" | 7",
                "note=\"x, wait=3\", wait=4 | 4",
                "note=\"a \\\" b, wait=3\", wait=4 | 4",
                "wait=0 | 1",
                "wait=31 | 30",
                "wait=999999999 | 30"
            })
    void wait_is_understood_and_kept_within_bounds(String header, int seconds) {
        assertThat(Prefer.waitSeconds(header)).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=-1",
                "wait=1.5",
                "wait=soon",
                "wait=9999999999",
                "waiting=5",
                "note=\"wait=5",
                ",;=,",
                "wait=x, wait=5"
            })
    void what_cannot_be_understood_is_ignored(String header) {
        assertThat(Prefer.waitSeconds(header)).isEmpty();
    }

    @Test
    void without_the_header_nobody_waits() {
        assertThat(Prefer.waitSeconds(null)).isEmpty();
    }
}
