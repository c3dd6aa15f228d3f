package io.shopfleet.dev;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** Passwords and the signing key of a local shop: made at its first start, kept beside its data, readable by its owner. */
final class DemoSecrets {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Path directory;
    private final Properties passwords = new Properties();

    private DemoSecrets(Path directory) {
        this.directory = directory;
    }

    static DemoSecrets in(Path directory) throws IOException {
        DemoSecrets secrets = new DemoSecrets(directory);
        Path file = directory.resolve("demo-users.properties");
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                secrets.passwords.load(reader);
            }
        } else {
            secrets.passwords.setProperty("admin", newPassword());
            secrets.passwords.setProperty("buyer", newPassword());
            createForOwner(file);
            try (Writer writer = Files.newBufferedWriter(file)) {
                secrets.passwords.store(writer, "The demo users of this local shop");
            }
        }
        return secrets;
    }

    String password(String user) {
        return passwords.getProperty(user);
    }

    Path signingKey() throws IOException {
        Path file = directory.resolve("jwt.pem");
        if (!Files.exists(file)) {
            Path unfinished = directory.resolve("jwt.pem.new");
            Files.deleteIfExists(unfinished);
            createForOwner(unfinished);
            Files.writeString(unfinished, newSigningKey(), StandardOpenOption.TRUNCATE_EXISTING);
            Files.move(unfinished, file);
        }
        return file;
    }

    private static String newPassword() {
        SecureRandom random = new SecureRandom();
        return random.ints(4L * 4, 0, LETTERS.length())
                .mapToObj(i -> LETTERS.substring(i, i + 1))
                .collect(Collectors.joining())
                .replaceAll("(.{4})(?!$)", "$1-");
    }

    private static String newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has RSA", e);
        }
    }

    private static void createForOwner(Path file) throws IOException {
        Files.createFile(file);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }
}
