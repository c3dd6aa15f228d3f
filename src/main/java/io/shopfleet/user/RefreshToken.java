package io.shopfleet.user;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * An opaque token that is exchanged once: its family's id and 256 random bits. The service keeps only a SHA-256 of it,
 * which is enough for a secret that long.
 */
final class RefreshToken {
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private RefreshToken(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The first token of a new family. */
    static RefreshToken first() {
        return next(UUID.randomUUID());
    }

    /** Another token of a family. */
    static RefreshToken next(UUID family) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new RefreshToken(ByteBuffer.allocate(ID_BYTES + SECRET_BYTES)
                .putLong(family.getMostSignificantBits())
                .putLong(family.getLeastSignificantBits())
                .put(secret)
                .array());
    }

    /** The token that a text stands for, if any. */
    static Optional<RefreshToken> parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == ID_BYTES + SECRET_BYTES ? Optional.of(new RefreshToken(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    UUID family() {
        ByteBuffer id = ByteBuffer.wrap(bytes, 0, ID_BYTES);
        return new UUID(id.getLong(), id.getLong());
    }

    Buffer hash() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    boolean hasHash(Buffer hash) {
        return MessageDigest.isEqual(hash().getBytes(), hash.getBytes());
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "RefreshToken[***]";
    }
}
