package io.shopfleet.user;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How access tokens are signed.
 *
 * @param privateKeyFile a PEM file with an RSA private key of at least 2048 bits in PKCS#8 form; null where this process
 *     does not play the role. All processes of the role use the same key.
 * @param accessTokenTtl how long an access token is valid, 1 s to 24 h, in whole seconds; a closed account's last token
 *     works until then
 */
public record JwtSettings(@Nullable String privateKeyFile, Duration accessTokenTtl) {
    /**
     * Refuses values out of bounds.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public JwtSettings {
        if (privateKeyFile != null && privateKeyFile.isBlank()) {
            throw new IllegalArgumentException("private_key_file must name a file");
        }
        if (accessTokenTtl.toMillis() < 1_000
                || accessTokenTtl.compareTo(Duration.ofHours(24)) > 0
                || !accessTokenTtl.equals(Duration.ofSeconds(accessTokenTtl.toSeconds()))) {
            throw new IllegalArgumentException("access_token_ttl must be between 1s and 24h, in whole seconds");
        }
    }
}
