<?php
/**
 * Plugin Name: Copytaster
 * Description: Holds back a post that is from an agency and does not credit it: it stays pending, and its author is told why.
 * Version: 0.1.0
 * Requires PHP: 7.4
 *
 * In wp-config.php: define('COPYTASTER_URL', 'https://copytaster.paper.example'); define('COPYTASTER_KEY', 'ct_…');
 * The key needs the scope "read". A post is sent when it is about to be published, as a draft that is not stored. When
 * nobody answers within ten seconds it is published: an outage there must not stop a newspaper.
 */

if (!defined('ABSPATH')) {
    exit;
}

/** Why a post should not be published as it is; empty: nothing is against it. */
function copytaster_reasons(string $title, string $html): array
{
    if (!defined('COPYTASTER_URL') || trim(wp_strip_all_tags($html)) === '') {
        return [];
    }
    $headers = ['Content-Type' => 'application/json', 'Accept' => 'application/json'];
    if (defined('COPYTASTER_KEY')) {
        $headers['Authorization'] = 'Bearer ' . COPYTASTER_KEY;
    }
    $answer = wp_remote_post(rtrim(COPYTASTER_URL, '/') . '/api/v1/check', [
        'timeout' => 10,
        'redirection' => 0,
        'headers' => $headers,
        'body' => wp_json_encode(['title' => $title, 'html' => $html, 'outlet' => get_bloginfo('name')]),
    ]);
    if (is_wp_error($answer) || wp_remote_retrieve_response_code($answer) !== 200) {
        return [];
    }
    $report = json_decode(wp_remote_retrieve_body($answer), true);
    if (!is_array($report) || !in_array($report['credit']['status'] ?? '', ['uncredited', 'miscredited'], true)) {
        return [];
    }
    $shares = array_column($report['by_agency'], 'share', 'agency');
    $reasons = [];
    foreach ($report['credit']['found'] as $agency) {
        $reasons[] = sprintf('%d%% is from %s, which is not credited', round(100 * ($shares[$agency] ?? 0)), $agency);
    }
    return $reasons;
}

/** Keeps a post pending that is about to be published. The data is slashed, as WordPress hands it to this filter. */
function copytaster_hold(array $data, array $post): array
{
    if ($data['post_status'] !== 'publish' || $data['post_type'] !== 'post') {
        return $data;
    }
    $reasons = copytaster_reasons(wp_unslash($data['post_title']), wp_unslash($data['post_content']));
    if ($reasons) {
        $data['post_status'] = 'pending';
        set_transient('copytaster_' . get_current_user_id(), $reasons, 300);
    }
    return $data;
}
add_filter('wp_insert_post_data', 'copytaster_hold', 10, 2);

/** Tells the author why. */
function copytaster_notice(): void
{
    $reasons = get_transient('copytaster_' . get_current_user_id());
    if (!$reasons) {
        return;
    }
    delete_transient('copytaster_' . get_current_user_id());
    echo '<div class="notice notice-error"><p>Not published: ' . esc_html(implode('; ', $reasons)) . '.</p></div>';
}
add_action('admin_notices', 'copytaster_notice');
