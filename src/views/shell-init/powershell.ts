/**
 * For the profile of PowerShell. Only lines that diverst printed for PowerShell reach `Invoke-Expression`; it writes
 * values between single quotes, in which PowerShell expands nothing.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershellInit(): string {
  return `# diverst for PowerShell. In $PROFILE: diverst shell-init powershell | Out-String | Invoke-Expression

# assume acme           enters client acme, or asks which client
# assume env staging    enters environment staging
# assume --leave        leaves the client or environment
function global:assume {
  $noun = 'client'
  $verb = 'assume'
  $words = @($args)
  if ($words.Count -gt 0) {
    if ($words[0] -ceq 'client' -or $words[0] -ceq 'env') {
      $noun = $words[0]
      $words = @($words | Select-Object -Skip 1)
    } elseif ($words[0] -ceq '--leave') {
      $verb = 'leave'
      if ($Env:DIVERST_ENVIRONMENT) { $noun = 'env' }
      $words = @($words | Select-Object -Skip 1)
    }
  }
  # A status other than 0 is handled below, and must not stop these lines.
  $PSNativeCommandUseErrorActionPreference = $false
  $code = 1
  $text = ''
  $lines = '\\A(\\$Env:|Remove-Item |throw )'
  try {
    # What these print is for you or for a program, and not for the shell.
    if ($words | Where-Object { $_ -cmatch '^(--help|-h|--json|--format(=.*)?|-f.*|--print-policy)$' }) {
      & diverst $noun $verb @words
      $code = $LASTEXITCODE
    } else {
      $text = @(& diverst $noun $verb --format powershell @words) -join "\`n"
      $code = $LASTEXITCODE
    }
  } finally {
    # Without lines of diverst the credentials of the client from before would still be set.
    if ($code -ne 0 -and $text -cnotmatch $lines -and ($Env:DIVERST_CLIENT -or $Env:DIVERST_ENVIRONMENT)) {
      foreach ($name in @('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN',
          'AWS_CREDENTIAL_EXPIRATION', 'DIVERST_CLIENT', 'DIVERST_ENVIRONMENT', 'DIVERST_EXPIRES', 'DIVERST_BASE')) {
        Remove-Item -ErrorAction SilentlyContinue "Env:$name"
      }
    }
  }
  if ($text -cmatch $lines) {
    Invoke-Expression $text
  } elseif ($text) {
    Write-Output $text
  }
  if ($code -ne 0) { throw "diverst stopped with status $code; this shell is in no client now" }
}

# diverst_prompt [FORMAT]: returns the client and the time left, such as 'acme 42m', and nothing outside a client.
function global:diverst_prompt {
  param([string]$Format = '{0}')
  if ($Env:DIVERST_CLIENT) { $place = $Env:DIVERST_CLIENT }
  elseif ($Env:DIVERST_ENVIRONMENT) { $place = "env $Env:DIVERST_ENVIRONMENT" }
  else { return '' }
  # diverst sets no such name.
  if ($place -cnotmatch '\\A[a-z0-9 -]+\\z') { $place = '?' }
  if ($Env:DIVERST_EXPIRES -cmatch '\\A[1-9][0-9]{0,10}\\z') {
    $left = [long]$Env:DIVERST_EXPIRES - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
    if ($left -le 0) { $place = "$place expired" }
    else { $place = "$place $([Math]::Floor($left / 60))m" }
  }
  return $Format -f $place
}
`;
}
