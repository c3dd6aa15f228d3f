package io.shopfleet.user.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A person as others see them.
 *
 * @param id at least 1
 * @param email as given at sign-up
 * @param fullName what to call them
 * @param active whether they may sign in and order
 * @param role {@code buyer} or {@code admin}
 * @param createdAt when they signed up
 */
public record UserView(
        long id,
        String email,
        String fullName,
        @JsonProperty("is_active") boolean active,
        String role,
        Instant createdAt) {}
