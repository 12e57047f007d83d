# Starts the build host with the arguments as they are: .\build.ps1 --target=Help
#
# The Windows twin of build.sh, for Windows PowerShell 5.1 and PowerShell 7: the host (build/Olympian.Build) is published once for each
# state of its sources into artifacts/host/ and started from there. Needs the .NET SDK; --bootstrap installs one when there is none.
# Exit codes: those of the host; 1 when it cannot be built, 2 when there is no SDK.
#
# PowerShell itself keeps two things from every script: a bare `--`, and the difference between `-a:b` and `-a: b`.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Root = $PSScriptRoot
$HostsDirectory = [IO.Path]::Combine($Root, 'artifacts', 'host')
$WorldFile = [IO.Path]::Combine($Root, 'artifacts', 'cake-packages.props')
$Project = [IO.Path]::Combine($Root, 'build', 'Olympian.Build', 'Olympian.Build.csproj')
$OnWindows = [IO.Path]::DirectorySeparatorChar -eq '\'
$Suffix = if ($OnWindows) { '.exe' } else { '' }
$WorldPackages = 'Cake\.Frosting|Cake\.Docker|Cake\.FileHelpers|Cake\.Frosting\.Git'
$LockMinutes = 15 # a publish takes seconds; on a slow line with an empty package cache, minutes
$KeepMinutes = 10 # a host that was replaced so recently may be about to be started by another build.ps1

function Say([string] $Text) { [Console]::Error.WriteLine("build.ps1: $Text") }

# Ends the script; the lines say what failed, what was expected and found, and the next command.
function Fail([int] $Code, [string[]] $Lines) {
    foreach ($line in $Lines) { Say $line }
    exit $Code
}

# Writes one argument so that a Windows program reads it back unchanged: backslashes count only before a quotation mark.
function Format-Argument([AllowEmptyString()] [string] $Value) {
    if ($Value -ne '' -and $Value -notmatch '[\s"]') { return $Value }
    $escaped = [regex]::Replace($Value, '(\\*)"', '$1$1\"')
    $escaped = [regex]::Replace($escaped, '(\\+)$', '$1$1')
    return '"' + $escaped + '"'
}

# Neither `& program @arguments` nor `Start-Process` hands empty strings and quotation marks on in 5.1; .NET does.
function New-StartInfo([string] $Program, [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Arguments) {
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $Program
    $start.Arguments = (@($Arguments | ForEach-Object { Format-Argument $_ }) -join ' ')
    $start.UseShellExecute = $false
    return $start
}

# Runs a program to its end and returns its exit code and all that it printed.
function Invoke-Captured([string] $Program, [string[]] $Arguments) {
    $start = New-StartInfo $Program $Arguments
    $start.WorkingDirectory = $Root
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    # No server of the SDK's is left behind: it would hold this terminal, pipe or CI step open.
    $start.EnvironmentVariables['MSBUILDDISABLENODEREUSE'] = '1'
    $start.EnvironmentVariables['DOTNET_NOLOGO'] = '1'
    $start.EnvironmentVariables['DOTNET_CLI_TELEMETRY_OPTOUT'] = '1'
    $start.EnvironmentVariables['DOTNET_CLI_UI_LANGUAGE'] = 'en'
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        $process.WaitForExit()
        return [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output.Result; Text = $output.Result + $errors.Result }
    }
    finally {
        $process.Dispose()
    }
}

# The first SDK that satisfies global.json, or nothing.
function Find-Sdk {
    $candidates = @()
    $inPath = Get-Command -Name "dotnet$Suffix" -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($inPath) { $candidates += $inPath.Path }
    if ($env:DOTNET_ROOT) { $candidates += [IO.Path]::Combine($env:DOTNET_ROOT, "dotnet$Suffix") }
    $candidates += [IO.Path]::Combine($Root, 'artifacts', 'dotnet', "dotnet$Suffix")
    $candidates += [IO.Path]::Combine($HOME, '.dotnet', "dotnet$Suffix")
    foreach ($candidate in $candidates) {
        if (-not [IO.File]::Exists($candidate)) { continue }
        $version = Invoke-Captured $candidate @('--version')
        if ($version.ExitCode -eq 0) {
            # PATH may lead to a link; the directory that holds the SDK is the one the runtime lies in too.
            $file = Get-Item -LiteralPath $candidate
            $target = @($file.Target) | Where-Object { $_ } | Select-Object -First 1
            $real = if ($file.LinkType -and $target) { [IO.Path]::GetFullPath([IO.Path]::Combine($file.DirectoryName, $target)) } else { $candidate }
            return [pscustomobject]@{
                Dotnet = $candidate
                Directory = [IO.Path]::GetDirectoryName($real)
                Version = $version.Output.Trim()
                IsInPath = $inPath -and $candidate -eq $inPath.Path
            }
        }
    }
    return $null
}

function Get-WantedSdk {
    return (Get-Content -Raw -LiteralPath ([IO.Path]::Combine($Root, 'global.json')) | ConvertFrom-Json).sdk.version
}

function Install-Sdk {
    $version = Get-WantedSdk
    $directory = [IO.Path]::Combine($Root, 'artifacts')
    $script = [IO.Path]::Combine($directory, 'dotnet-install.ps1')
    Say "installing the .NET SDK $version into artifacts/dotnet with Microsoft's dotnet-install script"
    [void] [IO.Directory]::CreateDirectory($directory)
    try {
        [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
        Invoke-WebRequest -Uri 'https://dot.net/v1/dotnet-install.ps1' -OutFile $script -UseBasicParsing -TimeoutSec 300
        & $script -Version $version -InstallDir ([IO.Path]::Combine($directory, 'dotnet')) -NoPath | Out-Host
    }
    catch {
        Fail 1 @("The .NET SDK $version could not be installed.", $_.Exception.Message,
            'Next: install it from https://dotnet.microsoft.com/download/dotnet, then repeat')
    }
}

function Get-RequiredSdk([string[]] $Arguments) {
    $sdk = Find-Sdk
    if ($sdk) { return $sdk }
    if ($Arguments -contains '--bootstrap' -or $Arguments -contains '--bootstrap=true') {
        Install-Sdk
        $sdk = Find-Sdk
        if ($sdk) { return $sdk }
        Fail 1 @('The .NET SDK was installed into artifacts/dotnet, but does not run.', 'Next: artifacts\dotnet\dotnet --info')
    }
    Fail 2 @('There is no .NET SDK that satisfies global.json.',
        "Expected $(Get-WantedSdk) or a newer one of the same major version.",
        "Next: .\build.ps1 --bootstrap $($Arguments -join ' ')   (or install it from https://dotnet.microsoft.com/download/dotnet)")
}

function Get-Sha256([byte[]] $Bytes) {
    $algorithm = [Security.Cryptography.SHA256]::Create()
    try { return [BitConverter]::ToString($algorithm.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant() }
    finally { $algorithm.Dispose() }
}

function Get-Pins { return Get-Sha256 ([IO.File]::ReadAllBytes([IO.Path]::Combine($Root, 'Directory.Packages.props'))) }

# The host's identity: path and content of every input, the SDK, the package world. Times do not count.
function Get-Identity([string] $SdkVersion, [string] $World) {
    $files = New-Object 'System.Collections.Generic.List[string]'
    foreach ($file in [IO.Directory]::EnumerateFiles([IO.Path]::Combine($Root, 'build'), '*', [IO.SearchOption]::AllDirectories)) {
        $relative = $file.Substring($Root.Length + 1).Replace('\', '/')
        if ($relative -notmatch '/(bin|obj)/' -and $relative -notmatch '/packages\.lock\.json$') { $files.Add($relative) }
    }
    foreach ($name in 'global.json', '.editorconfig', 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'NuGet.config') {
        if ([IO.File]::Exists([IO.Path]::Combine($Root, $name))) { $files.Add($name) }
    }
    $files.Sort([StringComparer]::Ordinal)
    $text = New-Object System.Text.StringBuilder
    [void] $text.Append("$SdkVersion`n$World`n")
    foreach ($file in $files) {
        [void] $text.Append((Get-Sha256 ([IO.File]::ReadAllBytes([IO.Path]::Combine($Root, $file))))).Append("  $file`n")
    }
    return (Get-Sha256 ([Text.Encoding]::UTF8.GetBytes($text.ToString()))).Substring(0, 16)
}

function Invoke-Dotnet($Sdk, [string] $World, [string] $Log, [string[]] $Arguments) {
    $common = @('-nologo', '--disable-build-servers', '--artifacts-path', [IO.Path]::Combine($HostsDirectory, 'obj'),
        '-p:OlympianHost=true', "-p:CakePackages=$World")
    $run = Invoke-Captured $Sdk.Dotnet ($Arguments + $common)
    [IO.File]::WriteAllText($Log, $run.Text)
    return $run
}

function Show-Log([string] $Text) {
    $lines = @($Text -split '\r?\n')
    $messages = @($lines | Where-Object { $_ -match '(error|warning) [A-Z]+[0-9]+' } | Sort-Object -Unique)
    if ($messages.Count -eq 0) { $messages = @($lines | Select-Object -Last 30) }
    foreach ($message in $messages) { [Console]::Error.WriteLine($message) }
}

# What the environment says; else what was found out before with the same pins; else what the package feed answers now.
function Get-World($Sdk) {
    if ($env:CakePackages) {
        if ($env:CakePackages -cin 'published', 'bundled') { return $env:CakePackages }
        Fail 2 @('The environment variable CakePackages names no package world.',
            "Expected published or bundled, found '$env:CakePackages'.", 'Next: Remove-Item Env:CakePackages')
    }
    $pins = Get-Pins
    if ([IO.File]::Exists($WorldFile)) {
        $remembered = [IO.File]::ReadAllText($WorldFile)
        if ($remembered.Contains("<CakePackagesPins>$pins<") -and $remembered -cmatch '<CakePackages [^>]*>(published|bundled)<') {
            return $Matches[1]
        }
    }

    $world = 'published'
    $log = [IO.Path]::Combine($HostsDirectory, 'restore.log')
    $run = Invoke-Dotnet $Sdk $world $log @('restore', $Project)
    if ($run.ExitCode -ne 0) {
        # Only "there is no such package or version", and only for the packages that Cake.Bundled stands in for.
        $errors = @($run.Text -split '\r?\n' | Where-Object { $_ -match '(^|[ :])error( [A-Z]+[0-9]+)?:' })
        $others = @($errors | Where-Object { $_ -notmatch "error NU110[12]: Unable to find package ($WorldPackages)(\.| with version)" })
        if ($errors.Count -eq 0 -or $others.Count -gt 0) {
            Show-Log $run.Text
            Fail 1 @("The build host's packages could not be restored.", "The whole output: $log",
                'Next: dotnet restore build/Olympian.Build   (or, to use no Cake addin from the feed, set CakePackages to bundled)')
        }
        $world = 'bundled'
        Say "the package feed lacks the Cake addins: using Cake.Tool's assemblies and build/Cake.Bundled instead"
    }

    $condition = '''$(CakePackages)'' == '''''
    $text = @(
        '<Project>'
        '  <!-- Written by build.ps1: where the Cake packages come from on this machine, found out by asking its package feed. -->'
        '  <PropertyGroup>'
        "    <CakePackages Condition=`"$condition`">$world</CakePackages>"
        "    <CakePackagesPins>$pins</CakePackagesPins>"
        '  </PropertyGroup>'
        '</Project>'
        ''
    ) -join "`n"
    [IO.File]::WriteAllText($WorldFile, $text)
    return $world
}

# Publishes into a directory of its own and moves it into place at once, so that a half-made host is never found.
function Publish-Host($Sdk, [string] $World, [string] $Target) {
    Say 'building the build host (its sources changed, or this is the first start)'
    $log = [IO.Path]::Combine($HostsDirectory, 'publish.log')
    $fresh = [IO.Path]::Combine($HostsDirectory, ".new.$PID")
    $objects = [IO.Path]::Combine($HostsDirectory, 'obj', 'obj')
    # MSBuild goes by modification times and would keep what an edit with an old date should replace. What it made of packages stays.
    if ([IO.Directory]::Exists($objects)) {
        Get-ChildItem -LiteralPath $objects -Recurse -Depth 2 -Filter '*.dll' -File | Remove-Item -Force
    }
    try {
        $run = Invoke-Dotnet $Sdk $World $log @('publish', $Project, '-c', 'Release', '--use-current-runtime', '-o', $fresh, '-v', 'quiet')
        if ($run.ExitCode -ne 0) {
            Show-Log $run.Text
            Fail 1 @('The build host does not compile.', "The whole output: $log", 'Next: dotnet build build/Olympian.Build')
        }
        [IO.Directory]::Move($fresh, $Target)
    }
    finally {
        if ([IO.Directory]::Exists($fresh)) { [IO.Directory]::Delete($fresh, $true) }
    }
}

# Removes hosts that were replaced, except one that runs (Windows keeps its files) or was in use a moment ago.
function Remove-OldHosts([string] $Current) {
    $limit = [DateTime]::UtcNow.AddMinutes(-$KeepMinutes)
    foreach ($old in [IO.Directory]::GetDirectories($HostsDirectory)) {
        $name = [IO.Path]::GetFileName($old)
        if ($name -cnotmatch '^([0-9a-f]{16}|\.(new|old)\.\d+)$' -or $old -eq $Current -or [IO.Directory]::GetLastWriteTimeUtc($old) -gt $limit) {
            continue
        }
        try {
            $aside = [IO.Path]::Combine($HostsDirectory, ".old.$PID")
            if ($name -notlike '.old.*') { [IO.Directory]::Move($old, $aside) } else { $aside = $old }
            [IO.Directory]::Delete($aside, $true)
        }
        catch [IO.IOException], [UnauthorizedAccessException] {
            Say "keeping artifacts/host/$name, which is in use"
        }
    }
}

$arguments = [string[]] @($args | ForEach-Object { [string] $_ })
$sdk = Get-RequiredSdk $arguments
[void] [IO.Directory]::CreateDirectory($HostsDirectory)

# One build.ps1 of this checkout at a time prepares the host; the system frees the mutex of a process that is gone.
$mutex = New-Object System.Threading.Mutex($false, "Local\olympian-host-$((Get-Sha256 ([Text.Encoding]::UTF8.GetBytes($Root))).Substring(0, 16))")
try {
    try { $owned = $mutex.WaitOne([TimeSpan]::FromMinutes($LockMinutes)) }
    catch [System.Threading.AbandonedMutexException] { $owned = $true } # its owner died; what it left is not taken for a host
    if (-not $owned) {
        Fail 1 @("Another build.ps1 has been preparing the host for $LockMinutes minutes.", 'Next: end that process, then repeat')
    }
    try {
        $world = Get-World $sdk
        $hostDirectory = [IO.Path]::Combine($HostsDirectory, (Get-Identity $sdk.Version $world))
        $program = [IO.Path]::Combine($hostDirectory, "Olympian.Build$Suffix")
        if (-not [IO.File]::Exists($program)) {
            Publish-Host $sdk $world $hostDirectory
            Remove-OldHosts $hostDirectory
        }
        [IO.Directory]::SetLastWriteTimeUtc($hostDirectory, [DateTime]::UtcNow)
    }
    finally {
        $mutex.ReleaseMutex()
    }
}
finally {
    $mutex.Dispose()
}

$start = New-StartInfo $program $arguments
$start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
$start.EnvironmentVariables['OLYMPIAN_ROOT'] = $Root
$start.EnvironmentVariables['DOTNET_ROOT'] = $sdk.Directory
# What the host starts in turn (dotnet test, ...) shall find the same SDK.
if (-not $sdk.IsInPath) {
    $start.EnvironmentVariables['PATH'] = $sdk.Directory + [IO.Path]::PathSeparator + $start.EnvironmentVariables['PATH']
}
$process = [System.Diagnostics.Process]::Start($start)
$process.WaitForExit()
exit $process.ExitCode
