package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.shopfleet.platform.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    private Path directory;

    @Test
    void a_key_tells_its_public_half_only() throws Exception {
        // Given
        SigningKey key = load(Keys.file(directory));

        // When
        RSAKey published = (RSAKey) JWKSet.parse(key.publicKeys()).getKeys().getFirst();

        // Then
        assertThat(published.isPrivate()).isFalse();
        assertThat(key.publicKeys()).doesNotContain("\"d\"", "\"p\"", "\"q\"");
        assertThat(published.getKeyUse()).isEqualTo(KeyUse.SIGNATURE);
        assertThat(published.getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(published.getKeyID())
                .isEqualTo(key.id())
                .isEqualTo(published.computeThumbprint().toString());
    }

    @Test
    void the_same_file_is_the_same_key_in_every_process() throws Exception {
        String file = Keys.file(directory);

        assertThat(load(file).publicKeys()).isEqualTo(load(file).publicKeys());
    }

    @Test
    void the_role_does_not_start_without_a_key() {
        assertRefused(null, "Missing setting jwt.private_key_file");
        assertRefused(directory.resolve("missing.pem").toString(), "Bad setting jwt.private_key_file: the file cannot");
        assertRefused(directory.toString(), "Bad setting jwt.private_key_file: the file cannot");
        assertRefused("\0", "Bad setting jwt.private_key_file: the file cannot");
    }

    @Test
    void what_is_no_strong_rsa_key_is_refused_without_being_quoted() throws Exception {
        String form = "Bad setting jwt.private_key_file: the file does not hold a private key in unencrypted PKCS#8";
        assertContentRefused("", form);
        assertContentRefused("hunter2", form);
        assertContentRefused(Keys.pem(Keys.generate("RSA", 2048)).replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"), form);
        assertContentRefused(Keys.pem(Keys.generate("EC", 256)), "Bad setting jwt.private_key_file: the file does not");
        assertContentRefused(
                "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----",
                "Bad setting jwt.private_key_file: the file does not");
        assertContentRefused(
                "-----BEGIN PRIVATE KEY-----\na=b\n-----END PRIVATE KEY-----",
                "Bad setting jwt.private_key_file: the file does not");
        assertContentRefused(
                Keys.pem(Keys.generate("RSA", 1024)),
                "Bad setting jwt.private_key_file: the RSA key must have at least 2048 bits");
    }

    private void assertContentRefused(String content, String message) throws Exception {
        assertRefused(Files.writeString(directory.resolve("bad.pem"), content).toString(), message);
    }

    private static void assertRefused(@Nullable String file, String message) {
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("\n");
    }

    private static SigningKey load(@Nullable String file) {
        return SigningKey.load(new JwtSettings(file, Duration.ofMinutes(15)));
    }
}
