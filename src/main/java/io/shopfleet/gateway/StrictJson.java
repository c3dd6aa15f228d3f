package io.shopfleet.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body for validation, more strictly than any later reader: what passes here means the same to all of
 * them. Numbers are kept exact. Bounds on depth, size and digits keep validation cheap whatever is sent.
 */
final class StrictJson {
    /** The parser's own bounds would say of a long number that it is no JSON, and not where it is. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(HttpSettings.BODY_LIMIT)
                    .maxNameLength(HttpSettings.BODY_LIMIT)
                    .build())
            .build();

    private static final int DEPTH_LIMIT = 16;
    private static final int VALUE_LIMIT = 2_000;
    private static final int TEXT_LIMIT = 2_000;
    private static final int DIGIT_LIMIT = 30;

    private final JsonParser parser;
    private int values;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Reads a body.
     *
     * @param body what was sent, not empty
     * @return what Vert.x's JSON types can hold; integers as Integer, Long or BigInteger, other numbers as BigDecimal
     * @throws ProblemException INVALID_REQUEST that names what is wrong and where
     */
    static @Nullable Object read(Buffer body) {
        try (JsonParser parser = FACTORY.createParser(utf8(body))) {
            StrictJson reader = new StrictJson(parser);
            Object value = reader.value(parser.nextToken(), "", 1);
            if (parser.nextToken() != null) {
                throw invalid("", "has something behind the JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw invalid("", "is not valid JSON" + place(e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is wrong with a text, wherever it came from.
     *
     * @param text any text
     * @return the reason to refuse it, null for none
     */
    static @Nullable String fault(String text) {
        if (text.length() > TEXT_LIMIT) {
            return "must have at most " + TEXT_LIMIT + " characters";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '\u007f') {
                return "must not contain control characters";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "must be valid Unicode";
            }
        }
        return null;
    }

    /**
     * Reads an integer into the narrowest type that holds it, which is how the validator tells int32 from int64.
     *
     * @param digits a decimal integer of any size
     * @return an Integer, a Long or a BigInteger
     */
    static Number integer(String digits) {
        BigInteger exact = new BigInteger(digits);
        if (exact.bitLength() < Integer.SIZE) {
            return exact.intValue();
        }
        return exact.bitLength() < Long.SIZE ? (Number) exact.longValue() : exact;
    }

    private @Nullable Object value(@Nullable JsonToken token, String pointer, int depth) throws IOException {
        if (token == null) {
            throw invalid(pointer, "is not valid JSON: it ends too early");
        }
        if (++values > VALUE_LIMIT) {
            throw invalid("", "must have at most " + VALUE_LIMIT + " values");
        }
        if (depth > DEPTH_LIMIT) {
            throw invalid(pointer, "must not be nested deeper than " + DEPTH_LIMIT + " levels");
        }
        return switch (token) {
            case START_OBJECT -> object(pointer, depth);
            case START_ARRAY -> array(pointer, depth);
            case VALUE_STRING -> checked(parser.getText(), pointer);
            case VALUE_NUMBER_INT -> integer(parser.getText(), pointer);
            case VALUE_NUMBER_FLOAT -> decimal(parser.getText(), pointer);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw invalid(pointer, "is not valid JSON" + place(parser.currentLocation()));
        };
    }

    private JsonObject object(String pointer, int depth) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = checked(Objects.requireNonNull(parser.currentName()), pointer);
            String field = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (fields.containsKey(name)) {
                throw invalid(field, "is given more than once");
            }
            fields.put(name, value(parser.nextToken(), field, depth + 1));
        }
        return new JsonObject(fields);
    }

    private JsonArray array(String pointer, int depth) throws IOException {
        JsonArray items = new JsonArray();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token, pointer + "/" + items.size(), depth + 1));
        }
        return items;
    }

    private static String checked(String text, String pointer) {
        String fault = fault(text);
        if (fault != null) {
            throw invalid(pointer, fault);
        }
        return text;
    }

    private static Number integer(String digits, String pointer) {
        if (digits.length() > DIGIT_LIMIT) {
            throw invalid(pointer, "is out of range");
        }
        return integer(digits);
    }

    /** Bounds the exponent too: 1e999999999 is short to write and takes gigabytes to scale. */
    private static Number decimal(String digits, String pointer) {
        BigDecimal exact = digits.length() > DIGIT_LIMIT ? null : new BigDecimal(digits);
        if (exact == null || Math.abs((long) exact.scale()) > DIGIT_LIMIT) {
            throw invalid(pointer, "is out of range");
        }
        return exact;
    }

    private static String utf8(Buffer body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("", "is not valid UTF-8");
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static ProblemException invalid(String pointer, String reason) {
        return ErrorType.INVALID_REQUEST.at(pointer, reason);
    }
}
