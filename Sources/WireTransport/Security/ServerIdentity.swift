import NIOSSL

/// A server's certificate and its key, ready for TLS.
package struct ServerIdentity: Sendable {
    package let fingerprint: Fingerprint
    let context: NIOSSLContext

    /// - Parameters:
    ///   - certificateFile: the server's certificate in PEM, and after it those that signed it.
    ///   - keyFile: its key in PEM.
    /// - Throws: `SecurityError`.
    package init(certificateFile: String, keyFile: String) throws(SecurityError) {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(try Self.read(certificateFile))
        } catch let error as SecurityError {
            throw error
        } catch {
            throw .unusableCertificate(path: certificateFile, reason: "\(error)")
        }
        try self.init(chain, try Self.read(keyFile), names: (certificateFile, keyFile))
    }

    /// A certificate that the server signs itself: made on the first start, the same ever after.
    ///
    /// - Throws: `SecurityError`.
    package init(selfSignedIn folder: String) throws(SecurityError) {
        let names = (certificate: folder + "/certificate.der", key: folder + "/certificate-key.pem")
        let der: [UInt8]
        do {
            der = try SmallFile(reading: names.certificate).bytes
        } catch {
            guard error.isMissing else { throw .unreadable(path: names.certificate, reason: error.reason) }
            der = try Self.make(names)
        }
        let certificate: NIOSSLCertificate
        do {
            certificate = try NIOSSLCertificate(bytes: der, format: .der)
        } catch {
            throw .unusableCertificate(path: names.certificate, reason: "\(error)")
        }
        try self.init([certificate], try Self.read(names.key), names: names)
    }

    private init(
        _ chain: [NIOSSLCertificate], _ key: [UInt8], names: (certificate: String, key: String)
    ) throws(SecurityError) {
        do {
            guard let leaf = chain.first else {
                throw SecurityError.unusableCertificate(path: names.certificate, reason: "there is none in it")
            }
            let key = try NIOSSLPrivateKey(bytes: key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            fingerprint = Fingerprint(certificate: try leaf.toDERBytes())
            context = try NIOSSLContext(configuration: configuration)
        } catch let error as SecurityError {
            throw error
        } catch {
            throw .unusableCertificate(path: names.key, reason: "\(error)")
        }
    }

    /// The key is written first: a certificate is never there without it.
    private static func make(_ names: (certificate: String, key: String)) throws(SecurityError) -> [UInt8] {
        let certificate: SelfSignedCertificate
        do {
            certificate = try SelfSignedCertificate()
        } catch {
            throw .unusableCertificate(path: names.certificate, reason: "it could not be made: \(error)")
        }
        try write(Array(certificate.keyPEM.utf8), to: names.key, mode: 0o600)
        try write(certificate.der, to: names.certificate, mode: 0o644)
        return certificate.der
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(SecurityError) {
        do {
            try SmallFile.write(bytes, to: path, mode: mode)
        } catch {
            throw .unwritable(path: path, reason: error.reason)
        }
    }

    private static func read(_ path: String) throws(SecurityError) -> [UInt8] {
        do {
            return try SmallFile(reading: path).bytes
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
    }
}
