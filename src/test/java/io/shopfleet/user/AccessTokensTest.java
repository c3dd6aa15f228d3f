package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.user.api.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
    private static final Duration TTL = Duration.ofMinutes(15);

    @TempDir
    private Path directory;

    private SigningKey key;
    private AccessTokens tokens;

    @BeforeEach
    void load_a_key() throws Exception {
        key = SigningKey.load(new JwtSettings(Keys.file(directory), TTL));
        tokens = new AccessTokens(key, TTL, InstantSource.fixed(NOW));
    }

    @Test
    void a_token_is_verified_with_the_published_key_that_it_names() throws Exception {
        // When
        SignedJWT token = SignedJWT.parse(tokens.sign(42, "buyer"));

        // Then
        JWKSet published = JWKSet.parse(tokens.publicKeys());
        String keyId = token.getHeader().getKeyID();
        assertThat(token.verify(
                        new RSASSAVerifier(published.getKeyByKeyId(keyId).toRSAKey())))
                .isTrue();
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(token.getHeader().getType()).hasToString("at+jwt");
    }

    @Test
    void a_token_tells_whose_it_is_for_whom_and_for_how_long() throws Exception {
        // When
        SignedJWT token = SignedJWT.parse(tokens.sign(42, "admin"));

        // Then
        assertThat(token.getPayload().toJSONObject())
                .containsOnlyKeys("iss", "aud", "sub", "iat", "exp", "jti", "role")
                .containsEntry("iss", "shopfleet")
                .containsEntry("aud", "shopfleet-api")
                .containsEntry("sub", "42")
                .containsEntry("role", "admin");
        assertThat(token.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(NOW));
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plus(TTL)));
    }

    @Test
    void no_two_tokens_are_the_same() throws Exception {
        assertThat(tokens.sign(42, "buyer")).isNotEqualTo(tokens.sign(42, "buyer"));
    }

    @Test
    void the_answer_is_a_bearer_token_with_its_lifetime_in_seconds() {
        // Given
        RefreshToken refreshToken = RefreshToken.first();

        // When
        Tokens answer = tokens.answer("signed", refreshToken);

        // Then
        assertThat(answer).isEqualTo(new Tokens("signed", "Bearer", 900, refreshToken.text()));
    }
}
