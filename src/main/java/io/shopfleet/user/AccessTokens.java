package io.shopfleet.user;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.user.api.AccessToken;
import io.shopfleet.user.api.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/** Signs access tokens: JWTs of the profile in RFC 9068. */
final class AccessTokens {
    private final SigningKey key;
    private final Duration ttl;
    private final InstantSource clock;
    private final JWSHeader header;

    AccessTokens(SigningKey key, Duration ttl, InstantSource clock) {
        this.key = key;
        this.ttl = ttl;
        this.clock = clock;
        this.header = new JWSHeader.Builder(SigningKey.ALGORITHM)
                .type(new JOSEObjectType(AccessToken.TYPE))
                .keyID(key.id())
                .build();
    }

    /** Signs a token. Takes a millisecond of a core: for worker threads. */
    String sign(long userId, String role) throws JOSEException {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                header,
                new JWTClaimsSet.Builder()
                        .issuer(AccessToken.ISSUER)
                        .audience(AccessToken.AUDIENCE)
                        .subject(Long.toString(userId))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(ttl)))
                        .jwtID(UUID.randomUUID().toString())
                        .claim(AccessToken.ROLE_CLAIM, role)
                        .build());
        token.sign(key.signer());
        return token.serialize();
    }

    /** What is answered with a signed token. */
    Tokens answer(String accessToken, RefreshToken refreshToken) {
        return new Tokens(accessToken, "Bearer", ttl.toSeconds(), refreshToken.text());
    }

    /** A JSON Web Key Set to check the tokens with. */
    String publicKeys() {
        return key.publicKeys();
    }
}
