package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem.FieldError;
import io.shopfleet.platform.contract.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @Test
    void numbers_are_kept_exact() {
        JsonObject read = (JsonObject) Objects.requireNonNull(StrictJson.read(Buffer.buffer(
                "{\"a\":9223372036854775807,\"b\":9223372036854775808,\"c\":12.50,\"d\":1.0,\"e\":null}")));

        assertThat(read.getValue("a")).isEqualTo(Long.MAX_VALUE);
        assertThat(read.getValue("b")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(read.getValue("c")).isEqualTo(new BigDecimal("12.50"));
        assertThat(read.getValue("d")).isEqualTo(new BigDecimal("1.0"));
        assertThat(read.containsKey("e")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":}",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "[1",
                "nul",
                "NaN",
                "+1",
                "01",
                ".5",
                "\"\\x\"",
                "// c\n1",
                "\"a\nb\"",
                " "
            })
    void what_is_not_json_is_refused(String text) {
        assertThat(fault(text).pointer()).isEmpty();
        assertThat(fault(text).reason()).startsWith("is not valid JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":1} | /a | is given more than once",
                "{\"items\":[{\"x\":1},{\"x\":1,\"x\":2}]} | /items/1/x | is given more than once",
                "{\"a/b~c\":1,\"a/b~c\":1} | /a~1b~0c | is given more than once",
                "{\"n\":1e400} | /n | is out of range",
                "{\"n\":1e999999999} | /n | is out of range",
                "{\"n\":1e-999999999} | /n | is out of range",
                "{\"n\":12345678901234567890123456789012} | /n | is out of range",
                "{\"s\":\"a\\u0000b\"} | /s | must not contain control characters",
                "{\"s\":\"a\\nb\"} | /s | must not contain control characters",
                "{\"s\":\"\\ud800\"} | /s | must be valid Unicode",
                "{\"s\":\"\\udc00\\ud800\"} | /s | must be valid Unicode"
            })
    void a_fault_is_named_with_its_place(String text, String pointer, String reason) {
        assertThat(fault(text)).isEqualTo(new FieldError(pointer, reason));
    }

    @Test
    void a_second_value_is_refused() {
        assertThat(fault("{} {}").reason()).isEqualTo("has something behind the JSON value");
    }

    @Test
    void deep_nesting_is_refused_without_a_deep_stack() {
        assertThat(fault("[".repeat(30_000)).reason()).isEqualTo("must not be nested deeper than 16 levels");
    }

    @Test
    void so_many_values_that_checking_them_would_take_long_are_refused() {
        assertThat(fault("[" + "1,".repeat(5_000) + "1]").reason()).isEqualTo("must have at most 2000 values");
    }

    @Test
    void a_text_that_would_take_long_to_match_is_refused() {
        assertThat(fault("{\"s\":\"" + "a.".repeat(5_000) + "\"}"))
                .isEqualTo(new FieldError("/s", "must have at most 2000 characters"));
    }

    @Test
    void a_character_outside_the_basic_plane_is_welcome() {
        assertThat(StrictJson.read(Buffer.buffer("\"\\ud83d\\ude00 😀\""))).isEqualTo("😀 😀");
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        byte[] latin1 = {'{', '"', 'a', '"', ':', '"', (byte) 0xe9, '"', '}'};

        assertThatThrownBy(() -> StrictJson.read(Buffer.buffer(latin1)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().detail()).isEqualTo("is not valid UTF-8"));
    }

    private static FieldError fault(String text) {
        try {
            Object read = StrictJson.read(Buffer.buffer(text));
            throw new AssertionError("read as " + read);
        } catch (ProblemException e) {
            assertThat(e.problem().type()).isEqualTo(ErrorType.INVALID_REQUEST);
            assertThat(e.problem().errors()).hasSize(1);
            return e.problem().errors().getFirst();
        }
    }
}
