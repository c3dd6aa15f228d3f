package io.shopfleet.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.user.api.AccessToken;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks access tokens against one set of public keys. RS256 only, and only with these keys: whatever keys or addresses
 * of keys a token brings along in its header are never looked at.
 *
 * <p>Remembers the tokens it has verified, because a buyer sends the same one again and again. Lives on one event loop.
 */
final class TokenVerifier {
    private static final int CLOCK_SKEW_SECONDS = 5;
    private static final int REMEMBERED_TOKENS = 1_000;
    private static final int SMALLEST_KEY_BITS = 2_048;
    private static final String NOT_VALID = "The access token is not valid";

    private final JWKSet keys;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Map<String, Verified> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > REMEMBERED_TOKENS;
        }
    };

    private TokenVerifier(JWKSet keys) {
        this.keys = keys;
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                new JWTClaimsSet.Builder()
                        .issuer(AccessToken.ISSUER)
                        .audience(AccessToken.AUDIENCE)
                        .build(),
                Set.of("sub", "exp", "iat", "jti", AccessToken.ROLE_CLAIM));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(AccessToken.TYPE)));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(keys)));
    }

    /**
     * Takes the keys that may sign access tokens out of a key set.
     *
     * @param jwks a JSON Web Key Set (RFC 7517)
     * @return a verifier with at least one key
     * @throws IllegalArgumentException when the set has no key that may sign access tokens; without this, every token
     *     would look forged
     */
    static TokenVerifier of(String jwks) {
        List<JWK> usable;
        try {
            usable = JWKSet.parse(jwks).getKeys().stream()
                    .filter(key -> key instanceof RSAKey && key.size() >= SMALLEST_KEY_BITS && key.getKeyID() != null)
                    .map(JWK::toPublicJWK)
                    .toList();
        } catch (ParseException e) {
            throw new IllegalArgumentException("The user service's keys are not a JSON Web Key Set", e);
        }
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("The user service has no RSA key to check access tokens with");
        }
        return new TokenVerifier(new JWKSet(usable));
    }

    /** Whether a key of this name is in the set. */
    boolean knows(@Nullable String keyId) {
        return keyId != null && keys.getKeyByKeyId(keyId) != null;
    }

    /**
     * Checks a token.
     *
     * @param token what came behind {@code Bearer}
     * @return whom it proves
     * @throws ProblemException UNAUTHENTICATED when it proves nobody
     */
    Caller verify(String token) {
        Verified known = remembered.get(token);
        if (known != null) {
            if (known.until().isAfter(Instant.now())) {
                return known.caller();
            }
            remembered.remove(token);
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!knows(jwt.getHeader().getKeyID())) {
                throw new IllegalArgumentException("kid");
            }
            JWTClaimsSet claims = processor.process(jwt, null);
            Caller caller = caller(claims);
            remembered.put(
                    token,
                    new Verified(caller, claims.getExpirationTime().toInstant().plusSeconds(CLOCK_SKEW_SECONDS)));
            return caller;
        } catch (ExpiredJWTException e) {
            throw ErrorType.UNAUTHENTICATED.because("The access token has expired");
        } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
            throw ErrorType.UNAUTHENTICATED.because(NOT_VALID);
        }
    }

    /**
     * The name of the key that a token says it was signed with.
     *
     * @param token what came behind {@code Bearer}
     * @return the header {@code kid}
     * @throws ProblemException UNAUTHENTICATED when the token has none or is no signed JWT
     */
    static String keyId(String token) {
        try {
            String keyId = SignedJWT.parse(token).getHeader().getKeyID();
            if (keyId != null) {
                return keyId;
            }
        } catch (ParseException | RuntimeException e) {
            // Told below, like a missing name.
        }
        throw ErrorType.UNAUTHENTICATED.because(NOT_VALID);
    }

    private static Caller caller(JWTClaimsSet claims) throws ParseException {
        Instant latestIssue = Instant.now().plusSeconds(CLOCK_SKEW_SECONDS);
        String subject = claims.getSubject();
        if (claims.getIssueTime().toInstant().isAfter(latestIssue) || !subject.matches("[1-9][0-9]{0,18}")) {
            throw new IllegalArgumentException("iat or sub");
        }
        boolean admin = switch (claims.getStringClaim(AccessToken.ROLE_CLAIM)) {
            case AccessToken.ADMIN -> true;
            case AccessToken.BUYER -> false;
            default -> throw new IllegalArgumentException("role");
        };
        return new Caller(Long.parseLong(subject), admin);
    }

    private record Verified(Caller caller, Instant until) {}
}
