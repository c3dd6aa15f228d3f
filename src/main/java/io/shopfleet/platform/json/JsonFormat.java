package io.shopfleet.platform.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Shopfleet's JSON: snake case, RFC 3339 times, exact decimals. Readers tolerate unknown fields and unknown enum
 * values that have a default, so that old and new versions understand each other.
 */
public final class JsonFormat {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonFormat() {}

    /**
     * Writes a value.
     *
     * @param value a record, collection or anything else that Jackson writes
     * @return UTF-8 JSON
     */
    public static Buffer write(Object value) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a value.
     *
     * @param json UTF-8 JSON
     * @param type what to read
     * @param <T> what to read
     * @return the value
     * @throws IOException when the text is not JSON, repeats a field, or does not fit the type
     */
    public static <T> T read(Buffer json, Class<T> type) throws IOException {
        return MAPPER.readValue(json.getBytes(), type);
    }

    /**
     * Reads a value from a tree that {@link #tree} read.
     *
     * @param json the tree
     * @param type what to read
     * @param <T> what to read
     * @return the value
     * @throws IOException when the tree does not fit the type
     */
    public static <T> T read(JsonNode json, Class<T> type) throws IOException {
        return MAPPER.treeToValue(json, type);
    }

    /**
     * Reads JSON of any shape.
     *
     * @param json UTF-8 JSON
     * @return the tree
     * @throws IOException when the text is not JSON or repeats a field
     */
    public static JsonNode tree(Buffer json) throws IOException {
        return MAPPER.readTree(json.getBytes());
    }
}
