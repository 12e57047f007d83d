using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Olympian.Build.Tests.Probes;

/// <summary>A certificate that vouches for itself, made for one test, with its public part in a file for <c>tlsCAFile</c>.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("olympian-tls-").FullName;

    private TestCertificate(X509Certificate2 certificate)
    {
        Certificate = certificate;
        File.WriteAllText(AuthorityFile, certificate.ExportCertificatePem());
    }

    public X509Certificate2 Certificate { get; }

    public string AuthorityFile => Path.Combine(directory, "ca.pem");

    public static TestCertificate For(string name, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var end = until ?? DateTimeOffset.UtcNow.AddDays(1);
        return new(request.CreateSelfSigned(end.AddDays(-2), end));
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
