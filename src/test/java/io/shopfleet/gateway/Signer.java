package io.shopfleet.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.user.api.AccessToken;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Signs access tokens the way the user service does, and any other way a test wants. */
final class Signer {
    private final RSAKey key;

    Signer(String keyId) {
        try {
            this.key = new RSAKeyGenerator(2048)
                    .keyID(keyId)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    RSAKey key() {
        return key;
    }

    String jwks() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    String token(long userId, String role) {
        return token(
                header -> header,
                claims -> claims.subject(String.valueOf(userId)).claim(AccessToken.ROLE_CLAIM, role));
    }

    /** A token for buyer 7, but for what is changed. */
    String token(UnaryOperator<JWSHeader.Builder> header, UnaryOperator<JWTClaimsSet.Builder> claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    header.apply(new JWSHeader.Builder(JWSAlgorithm.RS256)
                                    .keyID(key.getKeyID())
                                    .type(new JOSEObjectType(AccessToken.TYPE)))
                            .build(),
                    claims.apply(claims()).build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("JavaUtilDate") // The library knows no other.
    static Date in(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(AccessToken.ISSUER)
                .audience(AccessToken.AUDIENCE)
                .subject("7")
                .issueTime(in(0))
                .expirationTime(in(900))
                .jwtID(UUID.randomUUID().toString())
                .claim(AccessToken.ROLE_CLAIM, AccessToken.BUYER);
    }
}
