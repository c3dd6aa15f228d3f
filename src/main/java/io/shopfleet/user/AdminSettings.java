package io.shopfleet.user;

import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.contract.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The administrator who is made at start, unless somebody has that address already. Both or neither.
 *
 * @param email their e-mail address
 * @param password their first password; must be as strong as anybody's
 */
public record AdminSettings(
        @Nullable String email, @Nullable Secret password) {
    /**
     * Refuses one without the other, and what is no e-mail address.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public AdminSettings {
        if (email == null && password != null) {
            throw new IllegalArgumentException("email must be set where password is");
        }
        if (email != null && password == null) {
            throw new IllegalArgumentException("password must be set where email is");
        }
        if (email != null) {
            email = emailAddress(email);
        }
    }

    private static String emailAddress(String given) {
        try {
            return UserFields.email(given);
        } catch (ProblemException e) {
            throw new IllegalArgumentException("email " + e.problem().detail(), e);
        }
    }
}
