<?php
/** WordPress as far as the plugin asks for it: each function as the Codex describes it; posts over real HTTP. */

define('ABSPATH', __DIR__);
define('COPYTASTER_URL', getenv('COPYTASTER_URL'));
define('COPYTASTER_KEY', getenv('COPYTASTER_KEY'));
$filters = $actions = $kept = [];

function add_filter($name, $function, $priority, $arguments) { $GLOBALS['filters'][$name] = $function; }
function add_action($name, $function) { $GLOBALS['actions'][$name] = $function; }
function wp_strip_all_tags($text) { return strip_tags($text); }
function wp_json_encode($value) { return json_encode($value); }
function wp_unslash($value) { return stripslashes($value); }
function get_bloginfo($name) { return 'Courier'; }
function get_current_user_id() { return 7; }
function set_transient($name, $value, $seconds) { $GLOBALS['kept'][$name] = $value; }
function get_transient($name) { return $GLOBALS['kept'][$name] ?? false; }
function delete_transient($name) { unset($GLOBALS['kept'][$name]); }
function esc_html($text) { return htmlspecialchars($text, ENT_QUOTES); }
function is_wp_error($answer) { return $answer === false; }
function wp_remote_retrieve_response_code($answer) { return $answer['code']; }
function wp_remote_retrieve_body($answer) { return $answer['body']; }

function wp_remote_post($url, $given)
{
    $lines = array_map(fn($name, $value) => "$name: $value", array_keys($given['headers']), $given['headers']);
    $context = stream_context_create(['http' => [
        'method' => 'POST', 'header' => implode("\r\n", $lines), 'content' => $given['body'],
        'timeout' => $given['timeout'], 'follow_location' => $given['redirection'], 'ignore_errors' => true,
    ]]);
    $body = @file_get_contents($url, false, $context);
    if ($body === false) {
        return false;
    }
    return ['code' => (int) explode(' ', $http_response_header[0])[1], 'body' => $body];
}

require getenv('PLUGIN');

$post = json_decode(stream_get_contents(STDIN), true);
$data = $filters['wp_insert_post_data'](array_map('addslashes', $post), $post);
ob_start();
$actions['admin_notices']();
$notice = ob_get_clean();
ob_start();
$actions['admin_notices']();
echo json_encode(['status' => $data['post_status'], 'notice' => $notice, 'again' => ob_get_clean()]);
