package io.shopfleet.user;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Argon2id (RFC 9106) hashes as PHC strings. Each takes about 50 ms of a core: for worker threads only.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP's parameters</a>
 */
final class PasswordHash {
    /** A hash that no password has. Checking against it costs what checking against a real one costs. */
    static final String OF_NOBODY;

    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]+),t=([0-9]+),p=([0-9]+)\\$([^$]+)\\$([^$]+)");

    static {
        OF_NOBODY = phc(new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    private PasswordHash() {}

    /** A hash with a salt of its own. */
    static String of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return phc(salt, argon2id(MEMORY_KIB, ITERATIONS, PARALLELISM, HASH_BYTES, password, salt));
    }

    /** Whether a hash is this password's; with the parameters that the hash was made with. */
    static boolean matches(String password, String hash) {
        Matcher parts = PHC.matcher(hash);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not an Argon2id hash");
        }
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual = argon2id(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                expected.length,
                password,
                Base64.getDecoder().decode(parts.group(4)));
        return MessageDigest.isEqual(expected, actual);
    }

    private static byte[] argon2id(
            int memoryKib, int iterations, int parallelism, int length, String password, byte[] salt) {
        return Argon2Function.getInstance(memoryKib, iterations, parallelism, length, Argon2.ID)
                .hash(password.getBytes(StandardCharsets.UTF_8), salt)
                .getBytes();
    }

    /** Not the library's own encoding: that one depends on the machine's language. */
    private static String phc(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + ITERATIONS + ",p=" + PARALLELISM + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
