package io.shopfleet.platform.bus;

import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What travels on the event bus: an immutable record handed over as it is within a process, its JSON between processes.
 * The type is never on the wire; both sides take it from the address they share.
 */
final class Payload {
    private final Object content;
    private final boolean encoded;

    private Payload(Object content, boolean encoded) {
        this.content = content;
        this.encoded = encoded;
    }

    static Payload of(Object value) {
        return new Payload(value, false);
    }

    <T> T as(Class<T> type) {
        if (!encoded) {
            return Objects.requireNonNull(type.cast(content));
        }
        try {
            return JsonFormat.read((Buffer) content, type);
        } catch (IOException e) {
            throw new UncheckedIOException("Not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private Buffer json() {
        return encoded ? (Buffer) content : JsonFormat.write(content);
    }

    /** Frames the JSON with its length, as Vert.x's own codecs do. */
    static final class Codec implements MessageCodec<Payload, Payload> {
        @Override
        public void encodeToWire(Buffer wire, Payload payload) {
            Buffer json = payload.json();
            wire.appendInt(json.length()).appendBuffer(json);
        }

        @Override
        public Payload decodeFromWire(int position, Buffer wire) {
            int start = position + Integer.BYTES;
            return new Payload(wire.getBuffer(start, start + wire.getInt(position)), true);
        }

        @Override
        public Payload transform(Payload payload) {
            return payload;
        }

        @Override
        public String name() {
            return "shopfleet-json";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
