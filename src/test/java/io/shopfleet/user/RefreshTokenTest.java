package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTokenTest {
    @Test
    void a_token_is_recognised_by_its_hash() {
        // Given
        RefreshToken token = RefreshToken.first();

        // When
        RefreshToken read = RefreshToken.parse(token.text()).orElseThrow();

        // Then
        assertThat(read.family()).isEqualTo(token.family());
        assertThat(read.hasHash(token.hash())).isTrue();
        assertThat(token.text()).matches("[A-Za-z0-9_-]{64}");
        assertThat(token).hasToString("RefreshToken[***]");
    }

    @Test
    void the_next_token_of_a_family_is_another_one() {
        // Given
        RefreshToken first = RefreshToken.first();

        // When
        RefreshToken next = RefreshToken.next(first.family());

        // Then
        assertThat(next.family()).isEqualTo(first.family());
        assertThat(next.hasHash(first.hash())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not base64!", "AAAA", "ä", "\0"})
    void what_is_no_token_is_none(String text) {
        assertThat(RefreshToken.parse(text)).isEmpty();
        assertThat(RefreshToken.parse(RefreshToken.first().text() + text + "AAAA"))
                .isEmpty();
    }
}
